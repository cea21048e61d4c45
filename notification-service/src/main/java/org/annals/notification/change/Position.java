// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

/** A place in a timeline: that of the change with this sequence. */
record Position(String timeline, long sequence) {}

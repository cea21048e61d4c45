// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

/**
 * A change that was read before the one before it, so that nobody is told of it yet.
 *
 * @param partition of the topic, and the offset there
 */
record TimelineGap(String timeline, int partition, long sequence, long offset) {}

/** The command that subscribes: another server, or this terminal. */
@NullMarked
package org.annals.local.alert;

import org.jspecify.annotations.NullMarked;

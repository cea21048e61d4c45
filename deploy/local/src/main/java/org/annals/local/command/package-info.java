/** The {@code annals} command: which commands it has, and how it ends. */
@NullMarked
package org.annals.local.command;

import org.jspecify.annotations.NullMarked;

/** How the commands talk: to the services over HTTP, and to people on the terminal. */
@NullMarked
package org.annals.local.client;

import org.jspecify.annotations.NullMarked;

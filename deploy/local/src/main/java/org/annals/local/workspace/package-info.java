/** What is where: the folder with the data, the services, and the processes that run them. */
@NullMarked
package org.annals.local.workspace;

import org.jspecify.annotations.NullMarked;

/** How far the topic of changes goes. */
@NullMarked
package org.annals.notification.topic;

import org.jspecify.annotations.NullMarked;

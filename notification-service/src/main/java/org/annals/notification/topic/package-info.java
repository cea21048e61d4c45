/** How far the topic of changes goes, and readers of topics that share nothing with other replicas. */
@NullMarked
package org.annals.notification.topic;

import org.jspecify.annotations.NullMarked;

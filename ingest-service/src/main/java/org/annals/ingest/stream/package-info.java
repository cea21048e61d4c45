/** Events line by line, any number of them: each is answered by a line, in order, as soon as Kafka has it. */
@NullMarked
package org.annals.ingest.stream;

import org.jspecify.annotations.NullMarked;

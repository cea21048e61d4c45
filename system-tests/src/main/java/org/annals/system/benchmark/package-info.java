/** Measures the services beside a reference in the same run. */
@NullMarked
package org.annals.system.benchmark;

import org.jspecify.annotations.NullMarked;

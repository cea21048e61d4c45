/** The whole of Annals as processes, for tests and benchmarks. */
@NullMarked
package org.annals.system;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import org.jspecify.annotations.Nullable;

/** What was to be measured did not work. */
final class LoadFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    LoadFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

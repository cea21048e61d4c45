// SPDX-License-Identifier: Apache-2.0
package org.annals.edtf;

/** A text that is no EDTF date; the message says what is wrong and what is allowed. */
public final class EdtfException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    EdtfException(String message) {
        super(message);
    }
}

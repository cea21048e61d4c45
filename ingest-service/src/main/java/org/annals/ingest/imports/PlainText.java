// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import org.jspecify.annotations.Nullable;

/** The plain text of HTML, where its links and images do not matter. */
final class PlainText {

    private PlainText() {}

    /** Returns the text that a browser would show; an empty text for null. */
    static String of(@Nullable String html) {
        return HtmlText.of(html, "").text();
    }
}

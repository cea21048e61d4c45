// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

/**
 * An image, a video, a recording or a document that belongs to an item. Texts are empty where the file says nothing.
 *
 * @param kind image, video, audio or document, or a content type; empty where the address has to tell it
 */
record Medium(String url, String kind, String alt, String caption, String credit, String licence) {

    static Medium of(String url, String kind) {
        return new Medium(url.strip(), kind, "", "", "", "");
    }

    /** Returns the medium at an address, whose kind is told by a word, or else by its content type. */
    static Medium of(String url, String contentType, String word) {
        return of(url, word.isBlank() ? contentType : word);
    }

    Medium withAlt(String text) {
        return new Medium(url, kind, text, caption, credit, licence);
    }

    Medium withCaption(String text) {
        return new Medium(url, kind, alt, text, credit, licence);
    }

    Medium withCredit(String text) {
        return new Medium(url, kind, alt, caption, text, licence);
    }

    Medium withLicence(String text) {
        return new Medium(url, kind, alt, caption, credit, text);
    }
}

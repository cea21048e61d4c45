// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import io.quarkus.mailer.Mail;
import java.util.Map;

/**
 * A mail as it is sent: the same in plain text and in HTML.
 *
 * @param subject in one line
 * @param headers all but those that every mail has
 */
record Letter(String recipient, String subject, String text, String html, Map<String, String> headers) {

    Mail toMail() {
        Mail mail = new Mail().addTo(recipient).setText(PlainText.wrap(text)).setHtml(html);
        // Encoded here: the client's own way to do so loses what Java writes in two characters.
        mail.addHeader("Subject", HeaderText.encode(subject));
        // Nobody's automatic answer is of use to us (RFC 3834).
        mail.addHeader("Auto-Submitted", "auto-generated");
        headers.forEach(mail::addHeader);
        return mail;
    }
}

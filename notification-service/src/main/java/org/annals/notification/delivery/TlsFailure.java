// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells in words why no TLS connection came about. */
final class TlsFailure {

    private static final Pattern ALERT = Pattern.compile("(?i)received fatal alert: (\\w+)");

    private TlsFailure() {}

    /** The outermost failure says nothing; the first that is known on the way to its root does. */
    static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String reason = known(cause);
            if (reason != null) {
                return reason;
            }
        }
        return "The TLS handshake failed";
    }

    private static @Nullable String known(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof NotSslRecordException || message.contains("Unsupported or unrecognized SSL message")) {
            return "The server does not speak TLS on this port";
        }
        if (cause instanceof CertificateExpiredException) {
            return "The certificate of the server, or of its issuer, has expired";
        }
        if (cause instanceof CertificateNotYetValidException) {
            return "The certificate of the server, or of its issuer, is not valid yet";
        }
        if (cause instanceof CertPathValidatorException invalid) {
            return invalid.getCause() == null ? invalidPath(invalid) : null;
        }
        if (cause instanceof CertPathBuilderException && cause.getCause() == null) {
            return "The issuer of the certificate is unknown: it is self-signed, of a private authority, or sent without"
                    + " the certificates between it and a public one";
        }
        // What compares names has no type of its own.
        if (cause instanceof CertificateException && cause.getCause() == null) {
            return "The certificate is for another name: " + message;
        }
        Matcher alert = ALERT.matcher(message);
        if (alert.find()) {
            return "The server refused the TLS handshake: "
                    + alert.group(1).toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        boolean ended = message.contains("closed while SSL/TLS handshake")
                || (cause instanceof IOException && !(cause instanceof SSLException));
        return ended ? "The server ended the connection during the TLS handshake" : null;
    }

    private static String invalidPath(CertPathValidatorException invalid) {
        if (invalid.getReason() == BasicReason.EXPIRED) {
            return "The certificate of the server, or of its issuer, has expired";
        }
        if (invalid.getReason() == BasicReason.REVOKED) {
            return "The certificate was revoked";
        }
        if (invalid.getReason() == BasicReason.ALGORITHM_CONSTRAINED) {
            return "The certificate uses a key or an algorithm that is too weak";
        }
        return "The certificate is not trusted: " + invalid.getMessage();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What JSON must not have so that two different contents never have the same canonical form (RFC 7493, I-JSON): numbers
 * that no double can hold, and halves of characters.
 */
public final class IJson {

    private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

    /** So many digits are always told apart. */
    private static final int SAFE_LENGTH = 15;

    private final String json;
    private int at;

    private IJson(String json) {
        this.json = json;
    }

    /** Returns what is wrong with JSON that has been parsed before; null where all is well. */
    public static @Nullable String wrongIn(String json) {
        return new IJson(json).wrong();
    }

    private @Nullable String wrong() {
        while (at < json.length()) {
            char c = json.charAt(at);
            String wrong = null;
            if (c == '"') {
                wrong = wrongText();
            } else if (c == '-' || isDigit(c)) {
                wrong = wrongNumber();
            } else {
                at++;
            }
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    /** Only an escape can be half a character: what is UTF-8 has none. */
    private @Nullable String wrongText() {
        at++;
        while (json.charAt(at) != '"') {
            if (json.charAt(at) != '\\') {
                at++;
            } else if (json.charAt(at + 1) != 'u') {
                at += 2;
            } else {
                char first = escaped(at);
                at += 6;
                if (Character.isHighSurrogate(first)
                        && json.startsWith("\\u", at)
                        && Character.isLowSurrogate(escaped(at))) {
                    at += 6;
                } else if (Character.isSurrogate(first)) {
                    return "half a character (a lone surrogate) in a text";
                }
            }
        }
        at++;
        return null;
    }

    private char escaped(int backslash) {
        return (char) Integer.parseInt(json, backslash + 2, backslash + 6, 16);
    }

    private @Nullable String wrongNumber() {
        int start = at;
        while (at < json.length() && (isDigit(json.charAt(at)) || "+-.eE".indexOf(json.charAt(at)) >= 0)) {
            at++;
        }
        String number = json.substring(start, at);
        return isHeld(number) ? null : "the number " + number + ", which no double can hold as it is written";
    }

    private static boolean isHeld(String number) {
        boolean isWhole = number.indexOf('.') < 0 && number.indexOf('e') < 0 && number.indexOf('E') < 0;
        if (number.length() <= SAFE_LENGTH && number.indexOf('e') < 0 && number.indexOf('E') < 0) {
            return true;
        }
        try {
            BigDecimal written = new BigDecimal(number);
            if (isWhole) {
                return written.abs().compareTo(BigDecimal.valueOf(MAX_SAFE_INTEGER)) <= 0;
            }
            double held = Double.parseDouble(number);
            if (held == 0 || Double.isInfinite(held)) {
                return held == 0 && written.signum() == 0;
            }
            MathContext digits = new MathContext(written.precision(), RoundingMode.HALF_EVEN);
            return new BigDecimal(held).round(digits).compareTo(written) == 0;
        } catch (NumberFormatException e) {
            // Its exponent has more digits than a number can have.
            return false;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

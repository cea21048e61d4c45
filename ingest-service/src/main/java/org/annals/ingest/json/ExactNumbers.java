// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells which numbers a double can hold. Readers of JSON, and the digest of an event, take numbers for doubles (RFC 7493,
 * RFC 8785): two numbers that are the same double would be the same content.
 */
final class ExactNumbers {

    /** Fewer digits are always told apart, where there is no exponent. */
    private static final int SAFE_LENGTH = 15;

    private ExactNumbers() {}

    /** Whether there may be decimal numbers that a double can't hold: most data have none, and are not parsed again. */
    static boolean mayBeInexact(byte[] json, int start, int end) {
        boolean inText = false;
        int length = 0;
        for (int i = start; i < end; i++) {
            byte b = json[i];
            if (inText) {
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    inText = false;
                }
            } else if (b == '"') {
                inText = true;
            } else if ((b >= '0' && b <= '9') || b == '.') {
                length++;
                if (length > SAFE_LENGTH) {
                    return true;
                }
            } else if ((b == 'e' || b == 'E') && length > 0) {
                return true;
            } else {
                length = 0;
            }
        }
        return false;
    }

    /** The decimal numbers that a double can't hold, by their JSON pointers. */
    static Map<String, String> inexact(JsonParser parser) throws IOException {
        Map<String, String> inexact = new LinkedHashMap<>();
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.VALUE_NUMBER_FLOAT && !isExact(parser.getText())) {
                inexact.put(parser.getParsingContext().pathAsPointer().toString(), parser.getText());
            }
        }
        return inexact;
    }

    /** Whether the number is what its double is when that is written with as many digits. */
    private static boolean isExact(String text) {
        double held = Double.parseDouble(text);
        if (Double.isInfinite(held)) {
            // Refused for its size.
            return true;
        }
        try {
            BigDecimal written = new BigDecimal(text);
            MathContext digits = new MathContext(written.precision(), RoundingMode.HALF_EVEN);
            return held == 0
                    ? written.signum() == 0
                    : new BigDecimal(held).round(digits).compareTo(written) == 0;
        } catch (NumberFormatException e) {
            // Its exponent has more digits than a number can have.
            return false;
        }
    }
}

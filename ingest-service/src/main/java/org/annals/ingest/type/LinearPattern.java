// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression whose time grows with the text and no faster, whatever was registered: RE2, which has neither
 * look-around nor back references.
 */
final class LinearPattern implements RegularExpression {

    private final Pattern pattern;

    LinearPattern(String regex) {
        pattern = Pattern.compile(regex);
    }

    /** What is wrong with it; null where nothing is. */
    static @Nullable String wrong(String regex) {
        try {
            Pattern.compile(regex);
            return null;
        } catch (PatternSyntaxException e) {
            return "must be a regular expression of RE2, without look-around and back references: "
                    + e.getDescription();
        }
    }

    @Override
    public boolean matches(String text) {
        return pattern.matcher(text).find();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.regex.Pattern;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Says why a body is no JSON, in words for who wrote it. */
final class Unreadable {

    private static final String CODE = "unreadable-json";

    /** The parser's own name for what it reads, in the middle of its messages. */
    private static final Pattern SOURCE = Pattern.compile("\\[Source: [^;]*; ([^\\]]*)\\]");

    private Unreadable() {}

    static ProblemException empty() {
        return ProblemException.badRequest(CODE, "The body is empty; it must be JSON.");
    }

    static ProblemException characters(int position) {
        return ProblemException.badRequest(CODE, "The body must be UTF-8 without NUL; byte " + position + " is not.");
    }

    static ProblemException trailing(JsonLocation location) {
        return ProblemException.badRequest(CODE, "Something follows after the end of the JSON" + at(location) + ".");
    }

    static ProblemException repeated(@Nullable String name, @Nullable JsonLocation location) {
        return ProblemException.badRequest(
                CODE, "The name " + name + " occurs twice in one object" + at(location) + ".");
    }

    static ProblemException from(IOException e, @Nullable JsonParser parser) {
        if (e instanceof StreamConstraintsException) {
            return ProblemException.badRequest(
                    CODE,
                    "JSON may be nested " + JsonReader.MAX_DEPTH + " levels deep, its numbers may have "
                            + JsonReader.MAX_NUMBER_LENGTH + " and its names " + JsonReader.MAX_NAME_LENGTH
                            + " characters.");
        }
        if (e instanceof MismatchedInputException && parser != null) {
            return repeated(name(parser), parser.currentLocation());
        }
        if (e instanceof JsonProcessingException wrong) {
            String message = SOURCE.matcher(wrong.getOriginalMessage()).replaceAll("$1");
            return ProblemException.badRequest(
                    CODE, "The body is no JSON" + at(wrong.getLocation()) + ": " + message + ".");
        }
        return ProblemException.badRequest(CODE, "The body is no JSON: " + e.getMessage() + ".");
    }

    private static @Nullable String name(JsonParser parser) {
        try {
            return parser.currentName();
        } catch (IOException e) {
            return null;
        }
    }

    private static String at(@Nullable JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.cesql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words and signs of an expression, read one by one. */
final class Tokens {

    enum Kind {
        WORD,
        NUMBER,
        TEXT,
        SIGN,
        END
    }

    /**
     * One of them.
     *
     * @param at how many characters are before it
     */
    record Token(Kind kind, String text, int at) {

        boolean is(String word) {
            return (kind == Kind.WORD || kind == Kind.SIGN) && text.equalsIgnoreCase(word);
        }
    }

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:([A-Za-z_][A-Za-z0-9_]*|\\d+[a-z][a-z0-9]*)|(\\d+)"
            + "|('(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\")|(<>|!=|<=|>=|[-+*/%=<>(),]))");

    private final List<Token> tokens = new ArrayList<>();
    private int next;

    Tokens(String text) {
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        int end = text.stripTrailing().length();
        while (at < end) {
            if (!matcher.region(at, end).lookingAt()) {
                throw new SqlException("Can't be read from character " + (at + 1) + " on");
            }
            at = matcher.end();
            tokens.add(token(matcher));
        }
        tokens.add(new Token(Kind.END, "the end", end));
    }

    Token peek() {
        return tokens.get(next);
    }

    Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    boolean takeIf(String word) {
        if (!peek().is(word)) {
            return false;
        }
        take();
        return true;
    }

    void require(String word) {
        if (!takeIf(word)) {
            throw unexpected(peek(), "'" + word + "'");
        }
    }

    static SqlException unexpected(Token token, String wanted) {
        return new SqlException("Has " + (token.kind() == Kind.END ? token.text() : "'" + token.text() + "'")
                + " at character " + (token.at() + 1) + " where " + wanted + " should be");
    }

    private static Token token(Matcher matcher) {
        for (int group = 1; group <= 4; group++) {
            if (matcher.group(group) != null) {
                Kind kind = Kind.values()[group - 1];
                String text = matcher.group(group);
                return new Token(kind, kind == Kind.TEXT ? unquoted(text) : text, matcher.start(group));
            }
        }
        throw new IllegalStateException("A token of no kind");
    }

    /** The backslashes before % and _ stay: they mean something to LIKE. */
    private static String unquoted(String text) {
        String quote = text.substring(0, 1);
        return text.substring(1, text.length() - 1).replace("\\" + quote, quote);
    }
}

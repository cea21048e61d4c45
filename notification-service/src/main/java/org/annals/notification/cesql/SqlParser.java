// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.cesql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.annals.notification.cesql.Tokens.Kind;
import org.annals.notification.cesql.Tokens.Token;

/** Reads an expression by precedence: what binds more tightly is read further down. */
final class SqlParser {

    private static final int MAX_LENGTH = 4096;

    /** Of brackets, functions and signs before an operand. */
    private static final int MAX_DEPTH = 64;

    private static final Set<String> COMPARISONS = Set.of("=", "!=", "<>", "<", "<=", ">", ">=");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "xor", "not", "like", "in", "exists");

    private final Tokens tokens;
    private int depth;

    SqlParser(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new SqlException("Has more than " + MAX_LENGTH + " characters");
        }
        tokens = new Tokens(text);
    }

    Expression parse() {
        Expression expression = or();
        if (tokens.peek().kind() != Kind.END) {
            throw Tokens.unexpected(tokens.peek(), "an operator or the end");
        }
        return expression;
    }

    private Expression or() {
        Expression left = xor();
        while (tokens.takeIf("or")) {
            Expression first = left;
            Expression right = xor();
            left = event -> first.isTrue(event) || right.isTrue(event);
        }
        return left;
    }

    private Expression xor() {
        Expression left = and();
        while (tokens.takeIf("xor")) {
            Expression first = left;
            Expression right = and();
            left = event -> first.isTrue(event) ^ right.isTrue(event);
        }
        return left;
    }

    private Expression and() {
        Expression left = comparison();
        while (tokens.takeIf("and")) {
            Expression first = left;
            Expression right = comparison();
            left = event -> first.isTrue(event) && right.isTrue(event);
        }
        return left;
    }

    private Expression comparison() {
        Expression left = sum();
        while (tokens.peek().kind() == Kind.SIGN
                && COMPARISONS.contains(tokens.peek().text())) {
            left = compare(tokens.take().text(), left, sum());
        }
        return left;
    }

    private static Expression compare(String operator, Expression left, Expression right) {
        return switch (operator) {
            case "=" -> event -> Values.areEqual(left.evaluate(event), right.evaluate(event));
            case "!=", "<>" -> event -> !Values.areEqual(left.evaluate(event), right.evaluate(event));
            default -> compute(operator, left, right);
        };
    }

    private Expression sum() {
        Expression left = product();
        while (tokens.peek().is("+") || tokens.peek().is("-")) {
            left = compute(tokens.take().text(), left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = membership();
        while (tokens.peek().is("*") || tokens.peek().is("/") || tokens.peek().is("%")) {
            left = compute(tokens.take().text(), left, membership());
        }
        return left;
    }

    private static Expression compute(String operator, Expression left, Expression right) {
        return event -> Values.compute(
                operator, Values.toInteger(left.evaluate(event)), Values.toInteger(right.evaluate(event)));
    }

    /** LIKE and IN, with or without NOT. */
    private Expression membership() {
        Expression left = unary();
        while (tokens.peek().is("not")
                || tokens.peek().is("like")
                || tokens.peek().is("in")) {
            boolean negated = tokens.takeIf("not");
            Expression value = left;
            Expression test = tokens.takeIf("like") ? like(value) : in(value);
            left = negated ? event -> !test.isTrue(event) : test;
        }
        return left;
    }

    private Expression like(Expression value) {
        Token pattern = tokens.take();
        if (pattern.kind() != Kind.TEXT) {
            throw Tokens.unexpected(pattern, "a pattern in quotes");
        }
        Like like = new Like(pattern.text());
        return event -> like.matches(value.evaluate(event).toString());
    }

    private Expression in(Expression value) {
        tokens.require("in");
        tokens.require("(");
        List<Expression> set = list();
        return event -> {
            Object wanted = value.evaluate(event);
            return set.stream().anyMatch(one -> Values.areEqual(wanted, one.evaluate(event)));
        };
    }

    private Expression unary() {
        if (++depth > MAX_DEPTH) {
            throw new SqlException("Is nested more than " + MAX_DEPTH + " deep");
        }
        try {
            if (tokens.takeIf("not")) {
                Expression operand = unary();
                return event -> !operand.isTrue(event);
            }
            if (tokens.takeIf("-")) {
                Expression operand = unary();
                return event -> Values.compute("-", 0, Values.toInteger(operand.evaluate(event)));
            }
            if (tokens.takeIf("exists")) {
                String name = attribute(tokens.take());
                return event -> event.containsKey(name);
            }
            return atom();
        } finally {
            depth--;
        }
    }

    private Expression atom() {
        if (tokens.takeIf("(")) {
            Expression inner = or();
            tokens.require(")");
            return inner;
        }
        Token token = tokens.take();
        return switch (token.kind()) {
            case TEXT -> constant(token.text());
            case NUMBER -> constant(Values.toInteger(token.text()));
            case WORD -> word(token);
            case SIGN, END -> throw Tokens.unexpected(token, "a value");
        };
    }

    private Expression word(Token token) {
        if (token.is("true") || token.is("false")) {
            return constant(Values.toBoolean(token.text()));
        }
        if (tokens.takeIf("(")) {
            return Functions.call(token.text(), list());
        }
        String name = attribute(token);
        return event -> attribute(event, name);
    }

    private static Expression constant(Object value) {
        return event -> value;
    }

    /** Up to the bracket that closes it. */
    private List<Expression> list() {
        List<Expression> list = new ArrayList<>();
        if (tokens.takeIf(")")) {
            return list;
        }
        do {
            list.add(or());
        } while (tokens.takeIf(","));
        tokens.require(")");
        return list;
    }

    private static String attribute(Token token) {
        String name = token.text().toLowerCase(Locale.ROOT);
        if (token.kind() != Kind.WORD || KEYWORDS.contains(name) || name.indexOf('_') >= 0) {
            throw Tokens.unexpected(token, "an attribute");
        }
        return name;
    }

    private static Object attribute(Map<String, String> event, String name) {
        String value = event.get(name);
        if (value == null) {
            throw new SqlException("The event has no " + name);
        }
        return value;
    }
}

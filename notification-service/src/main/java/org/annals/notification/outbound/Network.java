// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.outbound;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The addresses that begin with the same bits, written as in {@code 10.0.0.0/8}. */
final class Network {

    private static final Pattern IPV6 = Pattern.compile("\\[?\\p{XDigit}*:[\\p{XDigit}:.]*]?");

    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** Throws IllegalArgumentException with the rule that the text breaks. A single address needs no length. */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("'" + text + "' is not a network such as 10.0.0.0/8");
        }
        byte[] bytes = address.getAddress();
        return new Network(bytes, slash < 0 ? bytes.length * Byte.SIZE : bits(text, slash, bytes.length * Byte.SIZE));
    }

    /** The address that the text spells in full; null for anything else, and nothing is looked up. */
    static @Nullable InetAddress literal(String text) {
        // Nothing but digits and colons, so that Java looks nothing up; it reads an IPv4-mapped one as the IPv4 address
        // that it leads to.
        if (!NetUtil.isValidIpV4Address(text) && !IPV6.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    boolean contains(InetAddress candidate) {
        byte[] other = candidate.getAddress();
        if (other.length != address.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (other[i] != address[i]) {
                return false;
            }
        }
        int rest = bits % Byte.SIZE;
        return rest == 0 || ((other[whole] ^ address[whole]) & 0xff) >> (Byte.SIZE - rest) == 0;
    }

    private static int bits(String text, int slash, int max) {
        String length = text.substring(slash + 1);
        int bits = length.matches("\\d{1,3}") ? Integer.parseInt(length) : -1;
        if (bits < 0 || bits > max) {
            throw new IllegalArgumentException("'" + text + "' must have a length from 0 to " + max);
        }
        return bits;
    }
}

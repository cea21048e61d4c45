// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.body;

/** Reads over the header of a gzip member, byte by byte, since it may come in any pieces. */
final class GunzipHeader {

    private static final int[] BEGINNING = {0x1F, 0x8B, 8};
    private static final int FLAGS_AT = 3;
    private static final int FIXED_BYTES = 10;

    private static final int CHECKSUM = 0x02;
    private static final int EXTRA = 0x04;
    private static final int NAME = 0x08;
    private static final int COMMENT = 0x10;
    private static final int RESERVED = 0xE0;

    private int read;
    private int flags;
    private int extraLengthBytes = 2;
    private int extraLength;
    private int checksumBytes = 2;

    /** Takes the next byte, and says whether it was the last. */
    boolean take(byte next) {
        int value = next & 0xFF;
        if (read < FIXED_BYTES) {
            takeFixed(value);
        } else if (has(EXTRA)) {
            takeExtra(value);
        } else if (has(NAME) || has(COMMENT)) {
            if (value == 0) {
                flags &= has(NAME) ? ~NAME : ~COMMENT;
            }
        } else if (--checksumBytes == 0) {
            flags &= ~CHECKSUM;
        }
        return read == FIXED_BYTES && !has(EXTRA | NAME | COMMENT | CHECKSUM);
    }

    private void takeFixed(int value) {
        if (read < BEGINNING.length && value != BEGINNING[read]) {
            throw Gunzip.wrong("it does not begin with 1f 8b 08");
        }
        if (read == FLAGS_AT) {
            flags = value;
            if (has(RESERVED)) {
                throw Gunzip.wrong("it has flags that mean nothing");
            }
        }
        read++;
    }

    private void takeExtra(int value) {
        if (extraLengthBytes > 0) {
            extraLength |= value << (extraLengthBytes == 2 ? 0 : Byte.SIZE);
            extraLengthBytes--;
        } else {
            extraLength--;
        }
        if (extraLengthBytes == 0 && extraLength == 0) {
            flags &= ~EXTRA;
        }
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }
}

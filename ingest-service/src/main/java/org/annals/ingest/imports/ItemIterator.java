// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.Function;

/** Items that are made of the elements of a file while these are read. */
record ItemIterator<T>(Iterator<T> elements, Function<T, Item> maker) implements Iterator<Item>, Closeable {

    @Override
    public boolean hasNext() {
        return elements.hasNext();
    }

    @Override
    public Item next() {
        return maker.apply(elements.next());
    }

    @Override
    public void close() throws IOException {
        if (elements instanceof Closeable closeable) {
            closeable.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.annals.local.BoundedLog;

/** Sends what is logged in this process, which is the broker's and nearly nobody else's, to a file. */
final class BrokerLog extends StreamHandler {

    private BrokerLog(BoundedLog log, Formatter formatter) {
        super(log, formatter);
    }

    static void install(Path file) throws IOException {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %3$s %5$s%6$s%n");
        BrokerLog handler = new BrokerLog(new BoundedLog(file), new SimpleFormatter());
        handler.setEncoding(StandardCharsets.UTF_8.name());
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(handler);
    }

    @Override
    public synchronized void publish(LogRecord record) {
        super.publish(record);
        // Whoever looks into the log of a broker that hangs needs its last line.
        flush();
    }
}

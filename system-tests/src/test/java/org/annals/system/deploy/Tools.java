// SPDX-License-Identifier: Apache-2.0
package org.annals.system.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Programs of others, where they are installed. */
final class Tools {

    private Tools() {}

    static boolean has(String... command) throws InterruptedException {
        try {
            output(command);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What it says, to both its outputs; it must succeed. */
    static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + said);
        }
        return said;
    }
}

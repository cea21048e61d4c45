// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.io.IOException;

/** Signals by which a process stands still: for others, it hangs. */
final class Signals {

    private Signals() {}

    /** Stops a process as it is (SIGSTOP). */
    static void freeze(ProcessHandle process) throws IOException, InterruptedException {
        send("STOP", process);
    }

    /** Lets a frozen process go on (SIGCONT). */
    static void thaw(ProcessHandle process) throws IOException, InterruptedException {
        send("CONT", process);
    }

    private static void send(String signal, ProcessHandle process) throws IOException, InterruptedException {
        String pid = Long.toString(process.pid());
        if (new ProcessBuilder("kill", "-" + signal, pid).start().waitFor() != 0) {
            throw new IOException("Process " + pid + " could not be sent SIG" + signal);
        }
    }
}

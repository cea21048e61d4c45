// SPDX-License-Identifier: Apache-2.0
package org.annals.local.proof;

import java.util.concurrent.Callable;
import org.annals.local.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code annals signing-key} */
@Command(
        name = "signing-key",
        description = "Print a new private key for the checkpoints of timelines, for ANNALS_PROOF_SIGNING_KEY.")
public final class NewSigningKey implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(SigningKey.make());
        return 0;
    }
}

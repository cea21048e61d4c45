// SPDX-License-Identifier: Apache-2.0
package org.annals.local.command;

import java.io.PrintWriter;
import org.annals.local.alert.Subscribe;
import org.annals.local.client.CommandFailure;
import org.annals.local.client.Terminal;
import org.annals.local.client.Unreachable;
import org.annals.local.image.Images;
import org.annals.local.partition.Partitions;
import org.annals.local.proof.NewSigningKey;
import org.annals.local.proof.Verify;
import org.annals.local.publish.ImportFile;
import org.annals.local.publish.Publish;
import org.annals.local.read.Tail;
import org.annals.local.read.Timeline;
import org.annals.local.read.Timelines;
import org.annals.local.rebuild.Rebuild;
import org.annals.local.run.Down;
import org.annals.local.run.Logs;
import org.annals.local.run.Status;
import org.annals.local.run.Up;
import org.annals.local.token.NewToken;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code annals}: the command line of Annals. */
@Command(
        name = "./annals",
        description = "Follow a story as it unfolds: publish what happened, read the timeline, be alerted.",
        subcommands = {
            Up.class,
            Down.class,
            Status.class,
            Logs.class,
            Publish.class,
            ImportFile.class,
            Timeline.class,
            Timelines.class,
            Tail.class,
            Subscribe.class,
            Verify.class,
            Rebuild.class,
            Partitions.class,
            NewSigningKey.class,
            NewToken.class,
            Images.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "And ./annals benchmark, which measures the services on this machine.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage. './annals COMMAND --help' explains a command."
        })
public final class Annals implements Runnable {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Explain, and do nothing.")
    @SuppressWarnings("UnusedVariable") // picocli looks whether it is there
    private boolean help;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "On a failure, print where in the code it came from.")
    private boolean verbose;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Annals() {}

    /** Without a command: there is nothing to do, so what there is to choose from is told. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), spec.commandLine().getUsageMessage());
    }

    /** Runs the command that the arguments name, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The commands, ready to be executed. */
    static CommandLine commandLine() {
        Annals annals = new Annals();
        CommandLine commandLine = new CommandLine(annals);
        commandLine.setUsageHelpWidth(Terminal.width());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler(
                (exception, failed, parsed) -> annals.fail(exception, failed.getErr()));
        commandLine.setParameterExceptionHandler((exception, arguments) -> misused(exception));
        return commandLine;
    }

    /** One line instead of the whole explanation, under which it would scroll away. */
    private static int misused(ParameterException exception) {
        CommandLine misused = exception.getCommandLine();
        PrintWriter err = misused.getErr();
        err.println(exception.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(exception, err)) {
            err.println("'" + misused.getCommandSpec().qualifiedName() + " --help' explains.");
        }
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private int fail(Exception exception, PrintWriter err) {
        boolean expected = exception instanceof CommandFailure || exception instanceof Unreachable;
        String message = exception.getMessage() == null ? exception.getClass().getSimpleName() : exception.getMessage();
        err.println(expected ? message : "Failed: " + message);
        if (verbose) {
            exception.printStackTrace(err);
        } else if (!expected) {
            err.println("With --verbose it says where.");
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}

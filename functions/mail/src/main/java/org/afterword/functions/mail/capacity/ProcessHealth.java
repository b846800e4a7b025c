package org.afterword.functions.mail.capacity;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an {@code Error} that ends one mail from one that says that the process is ill. An ill process is ended at once, so
 * that it is started anew: one that is half dead holds leases, takes jobs and answers nobody.
 *
 * <p>Ill is who met an {@link OutOfMemoryError}, since whichever thread met it too may have stopped in the middle of anything,
 * and who met another {@link VirtualMachineError} of the machine itself. A {@link StackOverflowError} ends the mail whose
 * nesting caused it: its thread is well again. So does a {@link LinkageError}: a class that is missing or broken is still so
 * after a restart, which would come again and again, while mail goes back unsigned without it. {@code
 * -XX:+ExitOnOutOfMemoryError} does the same earlier where we start Java ourselves, and does not see the errors that Java code
 * throws; a host may start Java without it and swallow errors.
 */
public final class ProcessHealth {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessHealth.class);
    /** As the virtual machine's own flag has it. */
    static final int STATUS = 3;

    private ProcessHealth() {}

    /** Ends the process if the failure, or a cause of it, says that it is ill. */
    public static void examine(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (ill(cause)) {
                end(cause.getClass().getName());
            }
            cause = cause.getCause();
        }
    }

    static boolean ill(Throwable failure) {
        return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
    }

    /** Ends the process now: no shutdown hook runs, which could wait for what will never end. */
    static void end(String why) {
        try {
            LOG.error("this process is ill and ends: {}", why);
        } finally {
            Runtime.getRuntime().halt(STATUS);
        }
    }
}

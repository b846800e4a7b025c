package org.afterword.process.vault;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A process that takes its settings from a vault, shows one of them, and ends without closing anything, or stays. */
final class VaultProcess {
    static final String SETTING = "AFTERWORD_RETURN_KEY";

    private VaultProcess() {}

    @SuppressWarnings("MustBeClosedChecker")
    public static void main(String[] arguments) throws InterruptedException {
        try {
            VaultSettings settings = VaultSettings.open(System.getenv(), Set.of());
            System.out.println("file " + settings.environment().get(SETTING));
        } catch (IOException failed) {
            System.out.println("failed " + System.getenv(SETTING).substring("vault-file:".length()));
        }
        if (arguments.length > 0) {
            new CountDownLatch(1).await();
        }
    }
}

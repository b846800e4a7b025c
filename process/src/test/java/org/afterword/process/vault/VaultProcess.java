package org.afterword.process.vault;

import java.io.IOException;

/** A process that takes its settings from a vault, shows one of them, and ends without closing anything. */
final class VaultProcess {
    static final String SETTING = "AFTERWORD_RETURN_KEY";

    private VaultProcess() {}

    @SuppressWarnings("MustBeClosedChecker")
    public static void main(String[] arguments) throws IOException {
        VaultSettings settings = VaultSettings.open(System.getenv());
        System.out.println("file " + settings.environment().get(SETTING));
    }
}

package org.afterword.process.settings;

import java.util.List;

/** Settings are missing or wrong. The message names them all, for the person who starts the process. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    SettingsException(List<String> problems) {
        super("These settings need attention (docs/settings.md explains each):\n  - "
                + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}

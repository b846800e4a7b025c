package org.afterword.process.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionTest {
    @Test
    void isWhatTheBuildWrote() {
        assertThat(Version.text()).matches("[0-9]+\\.[0-9]+\\.[0-9]+\\S*").doesNotContain("$");
    }
}

package org.afterword.engine.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderTextTest {

    @Test
    void decodesTheLongestSubjectThatProgramsWrite() {
        String word = "=?utf-8?Q?" + "=C3=A4".repeat(10) + "?= ";
        assertThat(HeaderText.decode(word.repeat(300))).isEqualTo("\u00e4".repeat(3_000) + " ");
    }

    @Test
    void leavesAsItIsWhatIsLongerThanAnybodyReads() {
        String words = "=?utf-8?Q?a?= ".repeat(60_000);
        assertThat(HeaderText.decode(words)).isEqualTo(words);
        assertThat(HeaderText.isOverlong(words)).isTrue();
        assertThat(HeaderText.isOverlong("=?a?Q?a?= ".repeat(301))).isTrue();
        assertThat(HeaderText.isOverlong("=?a?Q?a?= ".repeat(300))).isFalse();
    }
}

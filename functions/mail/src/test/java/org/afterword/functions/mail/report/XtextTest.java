package org.afterword.functions.mail.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XtextTest {
    @ParameterizedTest
    @CsvSource({
        "QQ1,QQ1",
        "old+2Bname@fabrikam.example,old+name@fabrikam.example",
        "a+3Db+20c,a=b c",
        // No hexchar: the digits are upper case (RFC 3461, section 4).
        "a+2bb,a+2bb",
        "a+,a+"
    })
    void decodesPrintableText(String xtext, String text) {
        assertThat(Xtext.decode(xtext)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+20", "a+0D+0Ab", "a+00", "a+7F", "a+E9", "j\u00f6rg"})
    void givesNothingThatCouldNotStandInAReport(String xtext) {
        assertThat(Xtext.decode(xtext)).isEmpty();
    }
}

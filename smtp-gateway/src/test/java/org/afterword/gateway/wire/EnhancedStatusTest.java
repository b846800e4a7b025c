package org.afterword.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnhancedStatusTest {
    @ParameterizedTest
    @CsvSource({
        "250 OK, 250 OK",
        "354 End data, 354 End data",
        "451 4.3.0 Later, 451 4.3.0 Later",
        "550-5.7.1 No, 550-5.7.1 No",
        "421 Timeout waiting for data from client., 421 4.4.2 Closing this connection: no complete command came in time",
        "500 Error: bad syntax, 500 5.5.1 Command not recognised",
        "501 Syntax error, '501 5.5.2 Not a command line: it must be UTF-8, short and end with CRLF'",
        "503 Bad sequence, 503 5.0.0 Bad sequence",
        "452 Full, 452 4.0.0 Full",
        "421 5.0 Half a code, 421 4.4.2 Closing this connection: no complete command came in time"
    })
    void completesWhatHasNoEnhancedCode(String reply, String expected) {
        assertThat(EnhancedStatus.complete(reply + "\r\n")).isEqualTo(expected + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({"250 OK, 250", "25, 0", "'', 0", "2x0 OK, 0", "354-, 354"})
    void readsTheCode(String reply, int code) {
        assertThat(EnhancedStatus.code(reply)).isEqualTo(code);
    }
}

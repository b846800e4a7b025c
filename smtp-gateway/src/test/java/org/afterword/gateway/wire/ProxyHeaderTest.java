package org.afterword.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subethamail.smtp.internal.proxy.ProxyHandler.ProxyResult;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String IPV4 = "c0000207" + "0a000001" + "d431" + "0019";

    private static InputStream in(String hex) {
        return new ByteArrayInputStream(HexFormat.of().parseHex(hex));
    }

    @Test
    void givesTheClientBehindTheLoadBalancer() throws IOException {
        InputStream in = in(SIGNATURE + "2111000c" + IPV4 + "48454c4f");
        ProxyResult result = ProxyHeader.read(in);
        assertThat(result.getProxiedAddress().getAddress().getHostAddress()).isEqualTo("192.0.2.7");
        assertThat(result.getProxiedAddress().getPort()).isEqualTo(54321);
        assertThat(in.readAllBytes()).asString().isEqualTo("HELO");
    }

    @Test
    void readsPastWhatFollowsTheAddresses() throws IOException {
        InputStream in = in(SIGNATURE + "21110010" + IPV4 + "ffffffff" + "48454c4f");
        assertThat(ProxyHeader.read(in).isSuccess()).isTrue();
        assertThat(in.readAllBytes()).asString().isEqualTo("HELO");
    }

    @Test
    void takesTheLoadBalancersOwnCheckAsItIs() throws IOException {
        assertThat(ProxyHeader.read(in(SIGNATURE + "20000000")).isNOP()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Another signature, too short, version 1, an unknown command, too long, addresses that are cut off.
                "0d0a0d0a000d0a515549540b2111000c" + IPV4,
                "0d0a0d0a",
                SIGNATURE + "1111000c" + IPV4,
                SIGNATURE + "2211000c" + IPV4,
                SIGNATURE + "21110801",
                SIGNATURE + "2111000b" + "c00002070a000001d43100",
                SIGNATURE + "2111000c" + "c0"
            })
    void refusesAnotherHeader(String hex) throws IOException {
        ProxyResult result = ProxyHeader.read(in(hex));
        assertThat(result.isSuccess()).isFalse();
        assertThat(result.errorCode()).isEqualTo(421);
    }

    @Test
    void leavesAConnectionThatOnlyOpensAndClosesToItsSession() throws IOException {
        assertThat(ProxyHeader.read(in("")).isNOP()).isTrue();
    }
}

package org.afterword.functions.onboarding.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionSecretTest {
    private static final String COOKIE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    private final SessionSecret secret = SessionSecret.create();

    @Test
    void opensWhatWasSealedForItsPublicKey() {
        String sealed = SessionSecret.seal(secret.publicKey(), "the routing code ✓");
        assertThat(secret.open(sealed)).contains("the routing code ✓");
        assertThat(SessionSecret.parse(secret.cookie()).orElseThrow().open(sealed))
                .contains("the routing code ✓");
    }

    @Test
    void opensNothingThatWasSealedForAnother() {
        String sealed = SessionSecret.seal(SessionSecret.create().publicKey(), "text");
        assertThat(secret.open(sealed)).isEmpty();
    }

    @Test
    void opensNothingInWhichABitHasChanged() {
        byte[] sealed = Base64.getDecoder().decode(SessionSecret.seal(secret.publicKey(), "text"));
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThat(secret.open(Base64.getEncoder().encodeToString(changed)))
                    .as("byte %d", i)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "not base64", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void opensNothingThatNobodySealed(String sealed) {
        assertThat(secret.open(sealed)).isEmpty();
    }

    @Test
    void sealsWithANewKeyEachTime() {
        Set<String> sealed = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            sealed.add(SessionSecret.seal(secret.publicKey(), "text").substring(0, 42));
        }
        assertThat(sealed).hasSize(10);
    }

    /** Sessions that are stored are found again by a later version of this class. */
    @Test
    void makesTheSameIdAndPublicKeyOfACookieForEver() {
        SessionSecret known = SessionSecret.parse(COOKIE).orElseThrow();
        assertThat(known.cookie()).isEqualTo(COOKIE);
        assertThat(known.id()).isEqualTo("48078955c271fcb2bc1dd2ea31d32385");
        assertThat(known.publicKey()).isEqualTo("z4rWRX2wJX+PEVzRSLkk2LiJ0X4Ar4vuUqjo9rpn2Fo=");
    }

    @Test
    void refusesCookiesOfAnotherForm() {
        assertThat(SessionSecret.parse("")).isEmpty();
        assertThat(SessionSecret.parse("AAAA")).isEmpty();
        assertThat(SessionSecret.parse(COOKIE + "AAAA")).isEmpty();
        assertThat(SessionSecret.parse("?")).isEmpty();
    }

    @Test
    void showsNoSecretAsText() {
        assertThat(secret.toString()).isEqualTo("SessionSecret[hidden]");
    }
}

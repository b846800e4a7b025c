package org.afterword.functions.onboarding.signin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignInExceptionTest {
    @ParameterizedTest
    @CsvSource({
        "access_denied,AADSTS530035: Access has been blocked by security defaults.,security defaults,the script",
        "access_denied,AADSTS53003: Access has been blocked by Conditional Access.,Conditional Access,the script",
        "invalid_grant,AADSTS50199: For security reasons user confirmation is required.,once more,confirm",
        "invalid_grant,AADSTS50134: Incorrect cloud.,wrong data centre,a new code",
        "authorization_declined,,declined,a new code",
        "expired_token,AADSTS70020,expired,a new one",
        "slow_down,,less often,Wait a minute",
        "bad_verification_code,,does not know this code,a new one",
        "invalid_client,AADSTS700016: Application not found.,(AADSTS700016),a new code",
        "unknown,,did not complete the sign-in.,a new code"
    })
    void saysWhatMicrosoftsErrorMeansAndWhatToDo(String code, String text, String message, String advice) {
        SignInException refused = SignInException.of(code, text == null ? "" : text);

        assertThat(refused).hasMessageContaining(message);
        assertThat(refused.advice()).containsIgnoringCase(advice);
    }

    @Test
    void repeatsNothingOfMicrosoftsTextButItsNumber() {
        assertThat(SignInException.of("invalid_request", "AADSTS90014: user admin@contoso.com, trace 1234"))
                .hasMessage("Microsoft did not complete the sign-in (AADSTS90014).");
    }
}

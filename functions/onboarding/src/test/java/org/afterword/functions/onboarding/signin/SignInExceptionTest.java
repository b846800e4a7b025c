package org.afterword.functions.onboarding.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SignInExceptionTest {
    @ParameterizedTest
    @CsvSource({
        "access_denied,AADSTS530035: Access has been blocked by security defaults.,security defaults,the script,false",
        "access_denied,AADSTS53003: Access has been blocked by Conditional Access.,Conditional Access,the script,false",
        "invalid_grant,AADSTS50199: For security reasons user confirmation is required.,once more,confirm,true",
        "invalid_grant,AADSTS50134: Incorrect cloud.,wrong data centre,a new code,true",
        "interaction_required,AADSTS53000: Device is not compliant.,a code does not show on which device,the script,false",
        "interaction_required,AADSTS53001: Device is not domain joined.,(AADSTS53001),on such a device,false",
        "invalid_grant,AADSTS530003: Your device is required to be managed.,(AADSTS530003),on such a device,false",
        "invalid_grant,AADSTS53004: Proof up is required.,has none yet,aka.ms/mfasetup,true",
        "invalid_grant,AADSTS50105: Not assigned to a role.,is not among them,assigned,false",
        "invalid_grant,AADSTS65001: No consent.,Nobody has allowed the app,allow it,false",
        "access_denied,AADSTS90094: Admin consent is required.,Nobody has allowed the app,allow it,false",
        "invalid_client,AADSTS700016: Application not found.,(AADSTS700016),AFTERWORD_SIGN_IN_CLIENT,false",
        "interaction_required,AADSTS50076: Use multi-factor authentication.,a second factor,private window,true",
        "interaction_required,AADSTS50079: Enroll.,has none yet,a new code,true",
        "invalid_grant,AADSTS50020: User does not exist in tenant.,not known in this organisation,partner,true",
        "invalid_request,AADSTS90002: Tenant 'fabrikam.com' not found.,no organisation of this domain,another of its domains,true",
        "authorization_declined,,declined,a new code,true",
        "expired_token,AADSTS70020,expired,a new one,true",
        "code_expired,,expired,a new one,true",
        "slow_down,,less often,Wait a minute,true",
        "bad_verification_code,,does not know this code,a new one,true",
        "access_denied,AADSTS999999: Something new.,(AADSTS999999),a new code,true",
        "unknown,,did not complete the sign-in.,a new code,true"
    })
    void saysWhatMicrosoftsErrorMeansAndWhatToDo(
            String code, String text, String message, String advice, boolean newCodeHelps) {
        SignInException refused = SignInException.of(code, text == null ? "" : text);

        assertThat(refused).hasMessageContaining(message);
        assertThat(refused.advice()).containsIgnoringCase(advice);
        assertThat(refused.newCodeHelps()).isEqualTo(newCodeHelps);
    }

    /** A number is told by all its digits: one is the beginning of another, or stands second in the text. */
    @ParameterizedTest
    @CsvSource({
        "AADSTS530035: by security defaults, security defaults",
        "AADSTS53003: by Conditional Access, Conditional Access",
        "AADSTS5300399: of another kind, did not complete the sign-in (AADSTS5300399)",
        "AADSTS9999999: outer; AADSTS53003: inner, Conditional Access",
        "AADSTS500201: of another kind, did not complete the sign-in (AADSTS500201)"
    })
    void readsTheWholeNumber(String text, String message) {
        assertThat(SignInException.of("access_denied", text)).hasMessageContaining(message);
    }

    @Test
    void listsNoNumberTwice() {
        assertThat(Arrays.stream(SignInError.values()).flatMap(error -> error.numbers().stream()))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(60);
    }

    /** The table of docs/troubleshooting.md is ours, line by line. */
    @ParameterizedTest
    @EnumSource
    void isWhatTheDocumentsSay(SignInError error) throws IOException {
        if (!error.numbers().isEmpty()) {
            String numbers = error.numbers().stream()
                    .map(number -> "`AADSTS" + number + "`")
                    .collect(Collectors.joining(", "));
            assertThat(Files.readString(Path.of("../../docs/troubleshooting.md")))
                    .contains("| " + numbers + " | " + error.cause() + " | " + error.step() + " |");
        }
    }

    @Test
    void repeatsNothingOfMicrosoftsTextButItsNumber() {
        assertThat(SignInException.of("invalid_request", "AADSTS90014: user admin@contoso.com, trace 1234"))
                .hasMessage("Microsoft did not complete the sign-in (AADSTS90014).");
    }
}

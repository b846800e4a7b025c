package org.afterword.simulator.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateNamesTest {
    private final CertificateAuthority authority = CertificateAuthority.create("Test authority");

    @ParameterizedTest
    @CsvSource({
        "mail.example, mail.example, true",
        "MAIL.example, mail.example, true",
        "mail.example, *.example, true",
        "a.mail.example, *.example, false",
        "*.example, mail.example, true",
        "*.example, a.mail.example, true",
        "*.example, *.example, true",
        "*.example, example, false",
        "*.example, bad-example, false",
        "mail.example, mail.example.org, false",
        "mail.example, other.example, false"
    })
    void comparesNamesAsTheConnectorsSettingsMean(String setting, String name, boolean expected) {
        assertThat(CertificateNames.match(setting, name)).isEqualTo(expected);
    }

    @Test
    void takesTheCommonNameAndTheAlternativeNamesInLowerCase() {
        assertThat(names(CertificateRequest.server("SMTP.example", "*.Other.example")
                        .withCommonName("Common.example")))
                .containsExactly("common.example", "smtp.example", "*.other.example");
        assertThat(names(CertificateRequest.server("smtp.example").withDnsNames()))
                .containsExactly("smtp.example");
    }

    @Test
    void doesNotTakeTheNameOfTheIssuer() {
        assertThat(names(CertificateRequest.server("smtp.example"))).doesNotContain("test authority");
    }

    private Set<String> names(CertificateRequest request) {
        return CertificateNames.of(authority.issue(request).chain().getFirst());
    }
}

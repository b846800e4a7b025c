package org.afterword.engine.message;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFieldTest {

    /** What Angus finds, without a bound. */
    private static List<MailAddress> byAngus(String value) {
        try {
            return Stream.of(InternetAddress.parseHeader(value, false))
                    .filter(address -> address.getAddress() != null)
                    .flatMap(address -> MailAddress.parse(address.getAddress()).stream())
                    .toList();
        } catch (AddressException unreadable) {
            return List.of();
        }
    }

    @Test
    void readsWhatAngusReads() {
        Random random = new Random(1);
        String letters = "ab@.<>()[]\":;,\\ \r";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int j = random.nextInt(40); j >= 0; j--) {
                value.append(letters.charAt(random.nextInt(letters.length())));
            }
            assertThat(AddressField.all(value.toString())).isEqualTo(byAngus(value.toString()));
        }
    }

    @Test
    void readsAListAsLongAsAHeaderCanBe() {
        String list = "\"Keller, Anna (Sales)\" <anna@contoso.example>, ".repeat(20_000);
        assertThat(AddressField.all(list)).hasSize(20_000);
    }

    @Test
    void readsALongFieldWithOneQuoteThatDoesNotClose() {
        String careless = "\"Anna Keller <anna@contoso.example>" + ", b@contoso.example".repeat(200);
        assertThat(AddressField.first(careless))
                .isEqualTo(byAngus(careless).stream().findFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "<", "\"\\\"", "a:", "a:;@", "(\\)", "\r"})
    void findsNobodyWhereVeryMuchDoesNotClose(String unit) {
        String value = unit.repeat(200_000) + ", <anna@contoso.example>";
        assertThat(AddressField.all(value)).isEmpty();
        assertThat(AddressField.first(value)).isEmpty();
    }
}

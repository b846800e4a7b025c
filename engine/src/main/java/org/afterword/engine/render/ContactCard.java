package org.afterword.engine.render;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.imageio.ImageIO;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;

/** A person's contact data as a vCard (version 3.0, RFC 2426, which every telephone's camera reads) and as its QR code. */
final class ContactCard {
    private static final int QUIET_ZONE = 2;
    private static final int PIXELS_PER_MODULE = 4;

    private ContactCard() {}

    static String of(Person person) {
        Map<String, String> known = person.attributes();
        StringBuilder card = new StringBuilder("BEGIN:VCARD\r\nVERSION:3.0\r\n");
        card.append("N:")
                .append(escaped(known.getOrDefault("surname", "")))
                .append(';')
                .append(escaped(known.getOrDefault("givenName", "")))
                .append(";;;\r\n");
        line(card, "FN:", known.getOrDefault("displayName", person.mail().address()));
        line(card, "ORG:", known.getOrDefault("companyName", ""));
        line(card, "TITLE:", known.getOrDefault("jobTitle", ""));
        line(card, "TEL;TYPE=WORK:", known.getOrDefault("businessPhones", ""));
        line(card, "TEL;TYPE=CELL:", known.getOrDefault("mobilePhone", ""));
        line(card, "EMAIL:", person.mail().address());
        String street = known.getOrDefault("streetAddress", "");
        String city = known.getOrDefault("city", "");
        if (!street.isEmpty() || !city.isEmpty()) {
            card.append("ADR;TYPE=WORK:;;")
                    .append(escaped(street))
                    .append(';')
                    .append(escaped(city))
                    .append(';')
                    .append(escaped(known.getOrDefault("state", "")))
                    .append(';')
                    .append(escaped(known.getOrDefault("postalCode", "")))
                    .append(';')
                    .append(escaped(known.getOrDefault("country", "")))
                    .append("\r\n");
        }
        return card.append("END:VCARD\r\n").toString();
    }

    private static void line(StringBuilder card, String property, String value) {
        if (!value.isEmpty()) {
            card.append(property).append(escaped(value)).append("\r\n");
        }
    }

    /** RFC 2426, section 4: attributes have no line breaks, so these are all. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,");
    }

    /** The QR code of the card, in black on white so that it can be read in dark mode too. */
    static Picture code(String card) {
        try {
            BitMatrix code = new QRCodeWriter()
                    .encode(
                            card,
                            BarcodeFormat.QR_CODE,
                            0,
                            0,
                            Map.of(
                                    EncodeHintType.CHARACTER_SET,
                                    StandardCharsets.UTF_8.name(),
                                    EncodeHintType.ERROR_CORRECTION,
                                    ErrorCorrectionLevel.M,
                                    EncodeHintType.MARGIN,
                                    QUIET_ZONE));
            int side = code.getWidth() * PIXELS_PER_MODULE;
            BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_BINARY);
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    boolean black = code.get(x / PIXELS_PER_MODULE, y / PIXELS_PER_MODULE);
                    image.setRGB(x, y, black ? 0x000000 : 0xffffff);
                }
            }
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(image, "png", png);
            return Picture.of("vcard.png", "image/png", png.toByteArray());
        } catch (WriterException tooLong) {
            throw new TemplateException("the contact card is too long for a QR code", tooLong);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}

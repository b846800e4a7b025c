package org.afterword.simulator.outbound;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.afterword.simulator.header.MailHeader;
import org.jspecify.annotations.Nullable;

/**
 * A mail ready to go out.
 *
 * @param path where its octets are
 * @param octets how many
 * @param eightBit whether one of them is above 127
 * @param bareLineFeed whether a line ends with LF alone, which DATA cannot carry
 * @param messageId the value of its Message-ID field
 */
public record OutgoingFile(
        Path path,
        long octets,
        boolean eightBit,
        boolean bareLineFeed,
        @Nullable String messageId) {
    /** Writes what Exchange adds at the top and then the mail as it is. */
    public static OutgoingFile write(Path path, String added, InputStream mail) throws IOException {
        byte[] block = new byte[64 * 1024];
        byte[] top = added.getBytes(StandardCharsets.US_ASCII);
        long octets = top.length;
        boolean eightBit = false;
        boolean bareLineFeed = false;
        byte last = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            out.write(top);
            for (int read = mail.read(block); read >= 0; read = mail.read(block)) {
                out.write(block, 0, read);
                octets += read;
                for (int i = 0; i < read; i++) {
                    eightBit |= block[i] < 0;
                    bareLineFeed |= block[i] == '\n' && last != '\r';
                    last = block[i];
                }
            }
        }
        return new OutgoingFile(
                path, octets, eightBit, bareLineFeed, MailHeader.read(path).first("Message-ID"));
    }
}

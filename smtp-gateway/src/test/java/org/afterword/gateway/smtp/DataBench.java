package org.afterword.gateway.smtp;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import org.subethamail.smtp.internal.io.DotTerminatedInputStream;
import org.subethamail.smtp.internal.io.DotUnstuffingInputStream;

/**
 * How long DATA takes for 10 MB, read in blocks and by the library's streams. No test: run it by hand, with the test
 * class path.
 */
final class DataBench {
    private static final int BYTES = 10 * 1024 * 1024;
    private static final int ROUNDS = 30;

    private DataBench() {}

    interface Reading {
        long read(InputStream in) throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        byte[] wire = wire();
        for (int i = 0; i < 3; i++) {
            measure("the library's streams", wire, DataBench::byTheLibrary);
            measure("blocks", wire, DataBench::inBlocks);
        }
    }

    private static long inBlocks(InputStream in) throws IOException {
        long[] bytes = {0};
        new DotStuffedBody(in, Long.MAX_VALUE).readTo((block, offset, length) -> bytes[0] += length);
        return bytes[0];
    }

    private static long byTheLibrary(InputStream in) throws IOException {
        InputStream message = new DotUnstuffingInputStream(new DotTerminatedInputStream(in));
        byte[] block = new byte[16 * 1024];
        long bytes = 0;
        int count;
        while ((count = message.read(block)) >= 0) {
            bytes += count;
        }
        return bytes;
    }

    private static void measure(String what, byte[] wire, Reading reading) throws IOException {
        long[] nanos = new long[ROUNDS];
        long bytes = 0;
        for (int i = 0; i < ROUNDS; i++) {
            InputStream in = new BufferedInputStream(new ByteArrayInputStream(wire), 8192);
            long start = System.nanoTime();
            bytes = reading.read(in);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%-22s %d bytes, median %.1f ms, best %.1f ms%n",
                what,
                bytes,
                nanos[ROUNDS / 2] / 1e6,
                nanos[0] / 1e6);
    }

    /** Lines of base64, as attachments have them. */
    private static byte[] wire() {
        byte[] wire = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            int column = i % 78;
            wire[i] = (byte) (column == 76 ? '\r' : column == 77 ? '\n' : 'A' + column % 26);
        }
        byte[] end = {'\r', '\n', '.', '\r', '\n'};
        System.arraycopy(end, 0, wire, BYTES - end.length, end.length);
        return wire;
    }
}

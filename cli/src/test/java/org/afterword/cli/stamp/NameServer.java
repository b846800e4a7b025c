package org.afterword.cli.stamp;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A name server on this machine that knows MX records and nothing else (RFC 1035, section 4.1). */
final class NameServer implements AutoCloseable {
    private static final int QUESTION = 12;
    private static final int MX = 15;
    private static final int NO_SUCH_NAME = 3;

    private final DatagramSocket socket;
    private final Map<String, List<String>> records;

    /** @param records for each domain its records, as {@code PREFERENCE HOST.} */
    NameServer(Map<String, List<String>> records) throws SocketException {
        this.records = Map.copyOf(records);
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    /** For JNDI. */
    String address() {
        return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        try {
            while (true) {
                packet.setLength(512);
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            socket.close();
        }
    }

    private byte[] answer(byte[] query) throws IOException {
        StringBuilder name = new StringBuilder();
        int at = QUESTION;
        for (; query[at] != 0; at += query[at] + 1) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
        }
        int questionEnd = at + 5; // The root label, type and class.
        List<String> known = records.get(name.toString());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(query, 0, 2);
        out.writeShort(0x8180 | (known == null ? NO_SUCH_NAME : 0));
        out.writeShort(1);
        out.writeShort(known == null ? 0 : known.size());
        out.writeInt(0);
        out.write(query, QUESTION, questionEnd - QUESTION);
        for (String record : known == null ? List.<String>of() : known) {
            String[] words = record.split(" ", 2);
            byte[] host = labels(words[1]);
            out.writeShort(0xc000 | QUESTION);
            out.writeShort(MX);
            out.writeShort(1);
            out.writeInt(60);
            out.writeShort(2 + host.length);
            out.writeShort(Integer.parseInt(words[0]));
            out.write(host);
        }
        return bytes.toByteArray();
    }

    private static byte[] labels(String host) {
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        for (String label : host.split("\\.")) {
            labels.write(label.length());
            labels.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        labels.write(0);
        return labels.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}

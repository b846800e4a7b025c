package org.afterword.engine.mime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;

/** UTF-7 (RFC 2152), which the Java platform lacks and old mail has. */
final class Utf7 extends Charset {
    static final Charset CHARSET = new Utf7();

    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    /** Sets D and O of the RFC, and white space: what may stand for itself. */
    private static final String DIRECT =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'(),-./:?" + "!\"#$%&*;<=>@[]^_`{|} \t\r\n";

    static boolean isBase64(int b) {
        return BASE64.indexOf(b) >= 0;
    }

    private Utf7() {
        super("UTF-7", new String[] {"unicode-1-1-utf-7"});
    }

    @Override
    public boolean contains(Charset other) {
        return true;
    }

    @Override
    public CharsetDecoder newDecoder() {
        return new CharsetDecoder(this, 1, 1) {
            private boolean shifted;
            private boolean empty;
            private int bits;
            private int bitCount;

            @Override
            protected CoderResult decodeLoop(ByteBuffer in, CharBuffer out) {
                while (in.hasRemaining()) {
                    int b = in.get(in.position()) & 0xff;
                    if (!out.hasRemaining()) {
                        return CoderResult.OVERFLOW;
                    }
                    int sextet = shifted ? BASE64.indexOf(b) : -1;
                    if (b >= 0x80) {
                        return CoderResult.malformedForLength(1);
                    }
                    in.get();
                    if (sextet >= 0) {
                        empty = false;
                        bits = bits << 6 | sextet;
                        bitCount += 6;
                        if (bitCount >= 16) {
                            bitCount -= 16;
                            out.put((char) (bits >> bitCount));
                            bits &= (1 << bitCount) - 1;
                        }
                    } else if (shifted) {
                        shifted = false;
                        boolean padding = bitCount < 6 && bits == 0;
                        bits = 0;
                        bitCount = 0;
                        if (b == '-') {
                            if (empty) {
                                out.put('+');
                            }
                        } else {
                            out.put((char) b);
                        }
                        if (!padding) {
                            in.position(in.position() - 1);
                            return CoderResult.malformedForLength(1);
                        }
                    } else if (b == '+') {
                        shifted = true;
                        empty = true;
                    } else {
                        out.put((char) b);
                    }
                }
                return CoderResult.UNDERFLOW;
            }

            @Override
            protected void implReset() {
                shifted = false;
                bits = 0;
                bitCount = 0;
            }
        };
    }

    @Override
    public CharsetEncoder newEncoder() {
        return new CharsetEncoder(this, 2, 8) {
            private boolean shifted;
            private int bits;
            private int bitCount;

            @Override
            protected CoderResult encodeLoop(CharBuffer in, ByteBuffer out) {
                while (in.hasRemaining()) {
                    if (out.remaining() < 8) {
                        return CoderResult.OVERFLOW;
                    }
                    char c = in.get();
                    if (DIRECT.indexOf(c) >= 0) {
                        unshift(out);
                        out.put((byte) c);
                    } else if (c == '+' && !shifted) {
                        out.put((byte) '+').put((byte) '-');
                    } else {
                        if (!shifted) {
                            out.put((byte) '+');
                            shifted = true;
                        }
                        bits = bits << 16 | c;
                        bitCount += 16;
                        while (bitCount >= 6) {
                            bitCount -= 6;
                            out.put((byte) BASE64.charAt(bits >> bitCount & 0x3f));
                        }
                        bits &= (1 << bitCount) - 1;
                    }
                }
                return CoderResult.UNDERFLOW;
            }

            private void unshift(ByteBuffer out) {
                if (shifted) {
                    if (bitCount > 0) {
                        out.put((byte) BASE64.charAt(bits << 6 - bitCount & 0x3f));
                    }
                    out.put((byte) '-');
                    shifted = false;
                    bits = 0;
                    bitCount = 0;
                }
            }

            @Override
            protected CoderResult implFlush(ByteBuffer out) {
                if (out.remaining() < 2) {
                    return CoderResult.OVERFLOW;
                }
                unshift(out);
                return CoderResult.UNDERFLOW;
            }

            @Override
            protected void implReset() {
                shifted = false;
                bits = 0;
                bitCount = 0;
            }
        };
    }
}

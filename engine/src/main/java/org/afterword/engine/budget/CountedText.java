package org.afterword.engine.budget;

/**
 * A text that takes a step for each character that is looked at. For patterns: one that goes back and forth over a
 * stranger's text pays for it, and can be stopped in the middle. Used by one thread.
 */
public final class CountedText implements CharSequence {
    private static final int AT_ONCE = 64;

    private final CharSequence text;
    private int looks;

    public CountedText(CharSequence text) {
        this.text = text;
    }

    @Override
    public char charAt(int index) {
        if (++looks == AT_ONCE) {
            looks = 0;
            Budget.steps(AT_ONCE);
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

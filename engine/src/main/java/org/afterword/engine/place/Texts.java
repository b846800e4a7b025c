package org.afterword.engine.place;

import java.util.List;
import java.util.Optional;

/** The texts of one mail as lines, read once. */
record Texts(Bodies bodies, Optional<HtmlBody> html, Optional<List<Line>> text) {

    static Texts read(Bodies bodies) {
        return new Texts(
                bodies, bodies.html().map(HtmlLines::read), bodies.text().map(TextLines::read));
    }
}

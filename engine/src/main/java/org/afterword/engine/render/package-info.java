/** Fills a template with a person's attributes. */
@NullMarked
package org.afterword.engine.render;

import org.jspecify.annotations.NullMarked;

/** The certificates with which this stamp shows who it is, and those it believes. */
@NullMarked
package org.afterword.storage.certificate;

import org.jspecify.annotations.NullMarked;

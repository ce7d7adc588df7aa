BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
INSERT INTO "alembic_version" VALUES('e43177bfe90b');
CREATE TABLE assignment (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	duedate DATETIME, 
	course_id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name), 
	FOREIGN KEY(course_id) REFERENCES course (id)
);
INSERT INTO "assignment" VALUES('c1f3b1c97c8d4e46b29d2769128e9311','02_perceptron',NULL,'course');
CREATE TABLE base_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	notebook_id VARCHAR(32) NOT NULL, 
	type VARCHAR(50), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id, type), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "base_cell" VALUES('f09dd54c9aa244a39c38f2364d025bf1','check_predict','e00247b53dd54dad9effbb8a90b8e135','GradeCell');
INSERT INTO "base_cell" VALUES('45d3cddf80104a68b17b4bfef3e048c8','hidden_predict','e00247b53dd54dad9effbb8a90b8e135','GradeCell');
INSERT INTO "base_cell" VALUES('b9a73c83537043078d72eed85e7182e3','check_perceptron_update','e00247b53dd54dad9effbb8a90b8e135','GradeCell');
INSERT INTO "base_cell" VALUES('44170a910a5942258ff3e813555b891c','hidden_perceptron_update','e00247b53dd54dad9effbb8a90b8e135','GradeCell');
INSERT INTO "base_cell" VALUES('8c4cbce71c4a4f9984329a8d87ca9173','check_fit_perceptron','e00247b53dd54dad9effbb8a90b8e135','GradeCell');
INSERT INTO "base_cell" VALUES('decdb22b1efa49358b477b5a2304e600','hidden_fit_perceptron','e00247b53dd54dad9effbb8a90b8e135','GradeCell');
INSERT INTO "base_cell" VALUES('79e1b220af3e45569ceafe753a873db8','check_margin_bound','e00247b53dd54dad9effbb8a90b8e135','GradeCell');
INSERT INTO "base_cell" VALUES('ca04abaea29a4e2b91cd0813e6182a33','hidden_margin_bound','e00247b53dd54dad9effbb8a90b8e135','GradeCell');
INSERT INTO "base_cell" VALUES('85f4a8f49fb64239bd989d985beeacd6','check_xor_certificate','e00247b53dd54dad9effbb8a90b8e135','GradeCell');
INSERT INTO "base_cell" VALUES('8d70eba5f2b247b68b68d1907f25d19b','hidden_xor_certificate','e00247b53dd54dad9effbb8a90b8e135','GradeCell');
INSERT INTO "base_cell" VALUES('2c9b6f18dff84fb89658e69ac25b7a1e','check_my_mistakes','e00247b53dd54dad9effbb8a90b8e135','GradeCell');
INSERT INTO "base_cell" VALUES('f78eab02ca20443395ea9344aa496226','hidden_my_mistakes','e00247b53dd54dad9effbb8a90b8e135','GradeCell');
INSERT INTO "base_cell" VALUES('17671c8f889549aa933f93c9fe781708','predict','e00247b53dd54dad9effbb8a90b8e135','SolutionCell');
INSERT INTO "base_cell" VALUES('8f4f5145e8064eaab34bafc91397c470','perceptron_update','e00247b53dd54dad9effbb8a90b8e135','SolutionCell');
INSERT INTO "base_cell" VALUES('1a906a2fc7284d1fb704e21ff1539af7','fit_perceptron','e00247b53dd54dad9effbb8a90b8e135','SolutionCell');
INSERT INTO "base_cell" VALUES('f52f45e53fc94fc39256ad0e3182f4c7','margin_bound','e00247b53dd54dad9effbb8a90b8e135','SolutionCell');
INSERT INTO "base_cell" VALUES('44e3d4f66d9445f181dc2c1cd8d0aa6f','xor_certificate','e00247b53dd54dad9effbb8a90b8e135','SolutionCell');
INSERT INTO "base_cell" VALUES('284ceb585d5e44c5b50b4640a0703a69','my_mistakes','e00247b53dd54dad9effbb8a90b8e135','SolutionCell');
INSERT INTO "base_cell" VALUES('70bc0d2c8914446bbe9f6675058d528f','words_rate','e00247b53dd54dad9effbb8a90b8e135','TaskCell');
INSERT INTO "base_cell" VALUES('707ca801c0a4400980a627aafbe26680','words_longer','e00247b53dd54dad9effbb8a90b8e135','TaskCell');
CREATE TABLE comment (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_comment TEXT, 
	manual_comment TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
CREATE TABLE course (
	id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (id)
);
INSERT INTO "course" VALUES('course');
INSERT INTO "course" VALUES('default_course');
CREATE TABLE grade (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_score FLOAT, 
	manual_score FLOAT, 
	extra_credit FLOAT, 
	needs_manual_grade BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
CREATE TABLE grade_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "grade_cells" VALUES('f09dd54c9aa244a39c38f2364d025bf1',0.5,'code');
INSERT INTO "grade_cells" VALUES('45d3cddf80104a68b17b4bfef3e048c8',0.5,'code');
INSERT INTO "grade_cells" VALUES('b9a73c83537043078d72eed85e7182e3',1.0,'code');
INSERT INTO "grade_cells" VALUES('44170a910a5942258ff3e813555b891c',2.0,'code');
INSERT INTO "grade_cells" VALUES('8c4cbce71c4a4f9984329a8d87ca9173',1.0,'code');
INSERT INTO "grade_cells" VALUES('decdb22b1efa49358b477b5a2304e600',3.0,'code');
INSERT INTO "grade_cells" VALUES('79e1b220af3e45569ceafe753a873db8',1.0,'code');
INSERT INTO "grade_cells" VALUES('ca04abaea29a4e2b91cd0813e6182a33',2.0,'code');
INSERT INTO "grade_cells" VALUES('85f4a8f49fb64239bd989d985beeacd6',1.0,'code');
INSERT INTO "grade_cells" VALUES('8d70eba5f2b247b68b68d1907f25d19b',2.0,'code');
INSERT INTO "grade_cells" VALUES('2c9b6f18dff84fb89658e69ac25b7a1e',0.5,'code');
INSERT INTO "grade_cells" VALUES('f78eab02ca20443395ea9344aa496226',1.5,'code');
CREATE TABLE notebook (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	assignment_id VARCHAR(32), 
	kernelspec VARCHAR(1024), 
	PRIMARY KEY (id), 
	UNIQUE (name, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id)
);
INSERT INTO "notebook" VALUES('e00247b53dd54dad9effbb8a90b8e135','02_perceptron','c1f3b1c97c8d4e46b29d2769128e9311','{"display_name": "Python 3", "language": "python", "name": "python3"}');
CREATE TABLE solution_cells (
	id VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "solution_cells" VALUES('17671c8f889549aa933f93c9fe781708');
INSERT INTO "solution_cells" VALUES('8f4f5145e8064eaab34bafc91397c470');
INSERT INTO "solution_cells" VALUES('1a906a2fc7284d1fb704e21ff1539af7');
INSERT INTO "solution_cells" VALUES('f52f45e53fc94fc39256ad0e3182f4c7');
INSERT INTO "solution_cells" VALUES('44e3d4f66d9445f181dc2c1cd8d0aa6f');
INSERT INTO "solution_cells" VALUES('284ceb585d5e44c5b50b4640a0703a69');
CREATE TABLE source_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	locked BOOLEAN NOT NULL, 
	source TEXT, 
	checksum VARCHAR(128), 
	notebook_id VARCHAR(32), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "source_cell" VALUES('1f786edb2c0f40dcbba53976005768e7','setup','code',1,'import numpy as np

from autograder.check import book, check, grade, ledger, points, quiz, shelf, take, whose
from autograder.check import predict as guess  # in this lesson `predict` is a function of yours
from nnlib import viz
from nnlib.data import load_digits_split, load_iris
from nnlib.viz import lesson02','382166939dbc7b6d15e9ab766ab05a16','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('bad495d40ccb4acf8c0d1a47429349de','predict','code',0,'def predict(X, w, b):
    """Answer for each sample: 1 if its score is above 0, else 0.

    X has shape (N, D), w has shape (D,), b is a number. The answer has shape (N,). A sample exactly
    on the line, with score 0, gets a 0.

    >>> predict(np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([1.0, -1.0]), 0.5)
    array([1, 0])
    """
    # YOUR CODE HERE
    raise NotImplementedError()','e8f5c1826fefb9e2c06c5c242d6fd209','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('8ff35dc2608f4081bb9f81687902ee8d','check_predict','code',1,'check(predict)','18460fe602b5ee4a4504d9f56bc370bd','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('b1fef6e42a0c496b97c37c59325eb5b6','hidden_predict','code',1,'# hidden tests: 0.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(predict)
### END HIDDEN TESTS','138a2afd9cf8c5e8f71ef1b8f1804bdf','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('1ad20b8da04d4f1dbfcd179632e9f8f9','perceptron_update','code',0,'def perceptron_update(x, t, w, b, lr):
    """Move w and b after one sample, by rate × error × input.

    x and w have shape (D,), t is the target, 0 or 1, b and the learning rate lr are numbers. The answer
    is the tuple w, b: new values; the w that came in stays as it is.

    >>> w, b = perceptron_update(np.array([1.0, 2.0]), 1, np.array([0.5, -1.0]), 0.25, 0.5)
    >>> w
    array([1., 0.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()','019084f6af01c3fcec0cd4c42272f1de','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('cc83ea0f1f8548d6a20ac748eaf75959','check_perceptron_update','code',1,'check(perceptron_update)','f1107e9f7a5bd88bec82a50628939569','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('5bc8110431474939aa069d2d2e4aac9b','hidden_perceptron_update','code',1,'# hidden tests: 2 points, leave this cell
### BEGIN HIDDEN TESTS
grade(perceptron_update)
### END HIDDEN TESTS','3514c8a957a0b9857d5c2542ed063299','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('dd558b25f0b5441f8c62669e82db255f','fit_perceptron','code',0,'def fit_perceptron(X, y, lr=1.0, max_epochs=100):
    """Train a perceptron from zero until an epoch has no mistake, or max_epochs are over.

    X has shape (N, D), y has shape (N,) and holds 0 and 1. In each epoch the samples come in their
    order, and w and b move after each mistake. The answer is the tuple w, b, errors_per_epoch: the
    last is a list of whole numbers, one for each epoch, the one without a mistake included.

    >>> X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> w, b, errors_per_epoch = fit_perceptron(X, np.array([0, 1, 1, 1]), lr=1.0, max_epochs=10)
    >>> errors_per_epoch
    [1, 2, 1, 0]
    """
    # YOUR CODE HERE
    raise NotImplementedError()','02fbd2a829e99953b6efb0e93d6e97ad','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('db84dd7282df4087b5334917be914e5a','check_fit_perceptron','code',1,'check(fit_perceptron)','da6906c45f98d37af625120d7bc7a442','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('81ed55ec43eb4f10a8fa8ff10cd0b95e','hidden_fit_perceptron','code',1,'# hidden tests: 3 points, leave this cell
### BEGIN HIDDEN TESTS
grade(fit_perceptron)
### END HIDDEN TESTS','ff6d5b30d84b832ff4c1c18d9a131785','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('37e4494734c74914b88559547076803a','margin_bound','code',0,'def margin_bound(X, y, w, b):
    """Return (R / γ)², with the bias folded in as the weight of an input that is always 1.

    X has shape (N, D), y has shape (N,) and holds 0 and 1, w has shape (D,), b is a number. The line
    divides the classes; its length does not matter. The answer is a number.

    >>> X, y = np.array([[2.0, 2.0], [0.0, 0.0]]), np.array([1, 0])
    >>> round(float(margin_bound(X, y, np.array([1.0, 1.0]), -2.0)), 6)
    13.5
    """
    # YOUR CODE HERE
    raise NotImplementedError()','d526e5ac938df38168133b2fb9441b31','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('b910d3d8475e4dee998fdd0eab5ba363','check_margin_bound','code',1,'check(margin_bound)','1d5efa3863a64277d474f0076259e707','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('b1a90446a7394160a0e73227ad0f788e','hidden_margin_bound','code',1,'# hidden tests: 2 points, leave this cell
### BEGIN HIDDEN TESTS
grade(margin_bound)
### END HIDDEN TESTS','f6af908d6c0aaba49a5e1ef9c1b074c9','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('7ca34edb6651436d808f1d6bcf91a6cb','xor_certificate','code',0,'def xor_certificate():
    """Prove that no line computes XOR.

    The answer is the tuple rows, multipliers. rows has shape (4, 3), one row for each of the points
    (0, 0), (0, 1), (1, 0), (1, 1): the numbers (c1, c2, c0) of the condition that
    c1 * w1 + c2 * w2 + c0 * b is above 0 (where the answer has to be 1) or at least 0 (where it has
    to be 0). multipliers has shape (4,), none below 0. Multiplied and added up, the rows give zeros.
    """
    # YOUR CODE HERE
    raise NotImplementedError()','237392e8988e7f4fcde4a6bce294ebd8','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('7a2f42669daf47748b89a1a2fc7311e7','check_xor_certificate','code',1,'check(xor_certificate)','8415f7e69b908400c5e845117f08972c','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('1f2bbac7fba64274ad73cbcb5c1bd007','hidden_xor_certificate','code',1,'# hidden tests: 2 points, leave this cell
### BEGIN HIDDEN TESTS
grade(xor_certificate)
### END HIDDEN TESTS','2bd7985d84f333d300598980fe139118','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('4751d2de9b42420badd636b8a6675d2a','my_mistakes','code',0,'def my_mistakes():
    """Return three whole numbers: your own one, the mistakes from zero, those from the drawn start.

    For the number 4711, which is taken, it would be `return 4711, FROM_ZERO, FROM_START` with the two
    counts that the cell above prints.
    """
    # YOUR CODE HERE
    raise NotImplementedError()','02b59e9bdf18701924959ee83eef1539','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('530afab9628a40e7b2d57619723fff69','check_my_mistakes','code',1,'check(my_mistakes)','a84f456629c5fe19a9c21880a53e7981','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('bfd360fd8106460e8457c0c61f85bf33','hidden_my_mistakes','code',1,'# hidden tests: 1.5 points, leave this cell
### BEGIN HIDDEN TESTS
grade(my_mistakes)
### END HIDDEN TESTS','3fcd4aa21f32a25479e463a3d2b6551a','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('0631523470824baf9e52537ca8759d79','words_rate','markdown',1,'### In your own words, 1 of 2 (2 points, read by your teacher)

A classmate''s perceptron starts at zero and needs 80 mistakes. "I will take a learning rate of 100," they say,
"then it learns faster." What will they see, and why? About three sentences, with a number of your own run.
Write into the cell below. Language and spelling cost nothing; a sketch on paper is welcome too.

=== BEGIN MARK SCHEME ===
1 point for a claim that is right: the same 80 mistakes; w and b are larger by the same factor.
1 point for evidence: a number from a panel or the own run (16 mistakes at every rate), or a because
(every weight has the rate as a factor, and the sign of the score does not change). That a start other
than zero would make a difference is welcome and not needed.
=== END MARK SCHEME ===','50eff630650234ed85cb82d6bf407e60','e00247b53dd54dad9effbb8a90b8e135');
INSERT INTO "source_cell" VALUES('5ec5fae1c5b144a49fb8bd0e58ce25e6','words_longer','markdown',1,'### In your own words, 2 of 2 (2 points, read by your teacher)

Somebody shows you the mistakes of a perceptron, epoch by epoch: 14, 7, 5, 8, 4, 6, 9, 3, 7, 5, and so on for 200
epochs, between 2 and 9. They ask: "Should I train longer?" Explain what happened here, to somebody who missed
the lesson, and say how they could find out. About three sentences.

=== BEGIN MARK SCHEME ===
1 point for a claim that is right: probably no line divides these classes, then there is always another
mistake and longer training does not help; or: it cannot be told from the counts alone, since a narrow
gap may take long as well.
1 point for evidence: the second pair of irises (never 0 in 200 epochs), XOR, a certificate that no
line exists, the promise (R/γ)² that would be known if one existed, or a sketch.
=== END MARK SCHEME ===','bac597e00ef8273afbf53d315db84892','e00247b53dd54dad9effbb8a90b8e135');
CREATE TABLE student (
	id VARCHAR(128) NOT NULL, 
	first_name VARCHAR(128), 
	last_name VARCHAR(128), 
	email VARCHAR(128), 
	lms_user_id VARCHAR(128), 
	PRIMARY KEY (id)
);
CREATE TABLE submitted_assignment (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	student_id VARCHAR(128), 
	timestamp DATETIME, 
	extension DATETIME, 
	PRIMARY KEY (id), 
	UNIQUE (assignment_id, student_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id), 
	FOREIGN KEY(student_id) REFERENCES student (id)
);
CREATE TABLE submitted_notebook (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	notebook_id VARCHAR(32), 
	flagged BOOLEAN, 
	late_submission_penalty FLOAT, 
	PRIMARY KEY (id), 
	UNIQUE (notebook_id, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES submitted_assignment (id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
CREATE TABLE task_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "task_cells" VALUES('70bc0d2c8914446bbe9f6675058d528f',2.0,'markdown');
INSERT INTO "task_cells" VALUES('707ca801c0a4400980a627aafbe26680',2.0,'markdown');
COMMIT;
